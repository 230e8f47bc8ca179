"""Local treatment of breast cancer liver metastases: the topic of the book, on `reviewbook`.

Each module makes the frames of a question: ``from bclm import resection``.
"""
