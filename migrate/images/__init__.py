"""Images by reference (印影, 除籍・改製原戸籍, 届書): what there is, what rows refer to, what is moved."""
