"""What the assistant knows: facts, sentences and dialogs as data; search and rules as pure code; no wire, no SQL."""
