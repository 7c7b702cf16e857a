"""The product's own questions with what a right answer holds, and what plays and judges them."""
