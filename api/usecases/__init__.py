"""What users do, independent of the door they come in by; knows no web."""
