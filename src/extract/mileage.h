// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace extract {

struct Mileage
{
    int value = 0;
    QString unit; //!< "mi" or "km", as stated first
};

//! The odometer's figure in one item of a listing's details: "115k Miles Shown on Repaired Odometer",
//! "~95,000 Miles", "82k Kilometers (~51k Miles)". Absent for miles since a rebuild, per gallon and the like.
std::optional<Mileage> readMileage(const QString &item);

//! Whether the item says that the total mileage is unknown (TMU).
bool saysMileageUnknown(const QString &item);

} // namespace extract
