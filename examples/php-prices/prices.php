<?php

declare(strict_types=1);

/** @return array<string, string> */
function prices(): array
{
    return json_decode(file_get_contents(__DIR__ . '/prices.json'), true);
}

function withTax(string $net): string
{
    return bcadd($net, bcmul($net, '0.19', 4), 2);
}

function formatted(string $amount, string $locale): string
{
    return (new NumberFormatter($locale, NumberFormatter::CURRENCY))->formatCurrency((float) $amount, 'EUR');
}
