// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/salestatus.h"

#include <array>

namespace core {

QLatin1String saleStatusName(SaleStatus status)
{
    switch (status) {
    case SaleStatus::Unknown:
        return QLatin1String("unknown");
    case SaleStatus::Sold:
        return QLatin1String("sold");
    case SaleStatus::ReserveNotMet:
        return QLatin1String("reserve_not_met");
    case SaleStatus::BidTo:
        return QLatin1String("bid_to");
    case SaleStatus::NoSale:
        return QLatin1String("no_sale");
    case SaleStatus::Active:
        return QLatin1String("active");
    case SaleStatus::Withdrawn:
        return QLatin1String("withdrawn");
    }
    Q_UNREACHABLE();
}

std::optional<SaleStatus> saleStatusFromName(QStringView name)
{
    for (const auto status :
         {SaleStatus::Unknown, SaleStatus::Sold, SaleStatus::ReserveNotMet, SaleStatus::BidTo,
          SaleStatus::NoSale, SaleStatus::Active, SaleStatus::Withdrawn}) {
        if (name == saleStatusName(status))
            return status;
    }
    return std::nullopt;
}

} // namespace core
