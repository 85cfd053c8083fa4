"""The shops that the bank knows. The first is PayU's own public sandbox, so that real notices of it can be compared."""

PAYU_POS_ID = "300746"
PAYU_CLIENT_SECRET = "2ee86a66e5d97e3fadc400c9f19b065d"  # noqa: S105  # published by PayU for everybody
PAYU_SECOND_KEY = "b6ca15b0d1020e8094d9b5f8d163db54"

P24_MERCHANT_ID = 999999
P24_API_KEY = "klucz-do-raportow-banku-na-niby"
P24_CRC = "crc-z-panelu-p24"
