// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLatin1String>
#include <QStringView>

#include <optional>

namespace core {

//! How an auction ended, as far as the page says.
enum class SaleStatus { Unknown, Sold, ReserveNotMet, BidTo, NoSale, Active, Withdrawn };

//! "sold", "reserve_not_met", "bid_to", "no_sale", "active", "withdrawn"; "unknown" otherwise.
QLatin1String saleStatusName(SaleStatus status);
std::optional<SaleStatus> saleStatusFromName(QStringView name);

} // namespace core
