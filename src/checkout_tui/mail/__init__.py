"""What is written to customers: letters in their language, the invoice, and how they leave the house."""
