<?php

declare(strict_types=1);

require __DIR__ . '/prices.php';

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$locale = $_GET['locale'] ?? 'en_IE';

function answer(mixed $data, int $status = 200): void
{
    http_response_code($status);
    header('Content-Type: application/json');
    echo json_encode($data, JSON_UNESCAPED_UNICODE), "\n";
}

if ($path === '/health') {
    answer(['ok' => true]);
} elseif ($path === '/') {
    require __DIR__ . '/page.php';
} elseif (preg_match('#^/prices/(\w+)$#', $path, $match) && isset(prices()[$match[1]])) {
    $gross = withTax(prices()[$match[1]]);
    answer(['gross' => $gross, 'text' => formatted($gross, $locale)]);
} else {
    answer(['error' => 'not found'], 404);
}
