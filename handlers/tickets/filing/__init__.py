"""Taking in (上报): somebody of the staff files what she saw, was told, or heard on the telephone, as a ticket."""
