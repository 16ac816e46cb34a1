// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

namespace core {

//! What a page says of a vehicle's identification number.
struct VinReading
{
    enum class Kind {
        Absent,  //!< the page has no such item: known absent
        Vin17,   //!< 17 characters whose check digit is right: a match key
        Chassis, //!< as stated: a short chassis number, or 17 characters without a right check digit; never a
                 //!< match key
        Refused  //!< the item is there but is no number; the reason says why
    };

    Kind kind = Kind::Absent;
    QString value;  //!< upper case, trimmed; empty unless Vin17 or Chassis
    QString reason; //!< why it was refused: "empty", "placeholder", "several", "prose", "characters",
                    //!< "no_digit", "too_short", "too_long"
    QString stated; //!< the text as the page has it, the evidence
};

//! Whether these 17 characters carry a right check digit (ISO 3779; weights and values as in 49 CFR 565.15).
bool hasVinCheckDigit(QStringView vin);

//! Reads the value of a "Chassis:" or "VIN:" item. Never absent: an empty text is refused as empty.
VinReading readVin(const QString &stated);

//! The name used in JSON and in origin_metadata.vin_extraction.kind: "vin17", "chassis", "refused", "absent".
QLatin1String vinKindName(VinReading::Kind kind);

} // namespace core
