<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>Prices</title>
  <link rel="stylesheet" href="/style.css">
</head>
<body>
  <h1>Prices</h1>
  <ul>
<?php foreach (prices() as $name => $net): ?>
    <li><?= htmlspecialchars($name) ?>: <?= htmlspecialchars(formatted(withTax($net), $locale)) ?></li>
<?php endforeach ?>
  </ul>
</body>
</html>
