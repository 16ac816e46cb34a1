// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "extract/money.h"

#include <QRegularExpression>

namespace extract {

namespace {

QString currencyOf(const QString &sign)
{
    if (sign == u"€")
        return QStringLiteral("EUR");
    if (sign == u"£")
        return QStringLiteral("GBP");
    return QStringLiteral("USD");
}

} // namespace

bool isPlausiblePrice(qint64 amount)
{
    return amount >= kLeastPrice && amount <= kHighestPrice;
}

std::optional<Money> readMoney(const QString &text)
{
    static const QRegularExpression pattern(
        QStringLiteral("(?:\\b(USD|EUR|GBP|CAD|AUD|CHF|NZD|JPY|SEK|DKK|NOK|AED|ZAR)\\s*([$€£¥]?)|([$€£]))\\s*"
                       "([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\\.[0-9]{1,2})?(?![0-9]|[,.][0-9]|[kKmM]\\b)"));
    const auto match = pattern.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    bool ok = false;
    const qint64 amount = match.captured(4).remove(u',').toLongLong(&ok);
    if (!ok || !isPlausiblePrice(amount))
        return std::nullopt;
    const QString code = match.captured(1);
    return Money{match.capturedStart(), amount, code.isEmpty() ? currencyOf(match.captured(3)) : code,
                 !code.isEmpty()};
}

std::optional<Money> readResultMoney(const QString &text)
{
    static const QRegularExpression words(
        QStringLiteral(
            "^(?:sold|bid|after|for|to|at|reserve|not|met|current|high|winning|on|[0-9/]++|[\\s:,]++)*+$"),
        QRegularExpression::CaseInsensitiveOption);
    const auto money = readMoney(text);
    return money && money->at < 60 && words.match(text.left(money->at)).hasMatch() ? money : std::nullopt;
}

} // namespace extract
