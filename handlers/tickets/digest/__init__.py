"""What the staff read in the morning, the daily list (每日督办清单), and how often one person is written to."""
