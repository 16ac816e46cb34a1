// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QString>

namespace testsupport {

struct ListingPage;

//! "USD $33,000", "EUR €46,500", "GBP £9,250".
QString moneyText(const QString &currency, qint64 amount);
//! "$33,000" and so on: without the currency's code.
QString amountText(const QString &currency, qint64 amount);

//! The comment objects of a page: bids, people's remarks and the record of how it ended, oldest first, with
//! the nested arrays and the brackets and prices in prose that defeat a careless reader.
QJsonArray commentStream(const ListingPage &page);

} // namespace testsupport
