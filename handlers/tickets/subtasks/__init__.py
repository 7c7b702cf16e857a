"""What cooperating units (协办) do for a ticket: each a task of its own, with receipt, deadline, reply and clock."""
