"""Machine alerts (预警事件): sensors and systems of others report by a keyed JSON address; bursts become one ticket."""
