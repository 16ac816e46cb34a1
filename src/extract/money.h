// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace extract {

//! Amounts outside these bounds are no prices of a vehicle (domain facts, section 3).
inline constexpr qint64 kLeastPrice = 10;
inline constexpr qint64 kHighestPrice = 100'000'000;

struct Money
{
    qsizetype at = 0;   //!< where it stands in the text
    qint64 amount = 0;  //!< whole units; cents are dropped
    QString currency;   //!< ISO 4217
    bool coded = false; //!< the code itself is stated, not only a sign such as "$"
};

//! The first amount with a currency in the text: "USD $33,000", "€12,000", "£9,500.00". Absent when there is
//! none or when it is out of bounds.
std::optional<Money> readMoney(const QString &text);

//! The same, but nothing stands before it except the words of a result: "Sold for", "Bid to", "High Bid:". So
//! a page that lost its middle does not lend an amount from prose.
std::optional<Money> readResultMoney(const QString &text);

//! Whether an amount may be a price or a bid.
bool isPlausiblePrice(qint64 amount);

} // namespace extract
