"""Who should get a report: proposed by the catalogue at intake, put right with one tap, learnt from (派单目录)."""
