"""Bills of electricity (счёт на оплату): as data, as a payment's QR code, as PDF."""
