// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "extract/listing.h"

namespace extract {

class Document;

//! Fills in what the essentials block states: seller, location, chassis, mileage, lot. Today's markup, the
//! older one with <b> labels, and the list of 2015.
void readBatEssentials(const Document &page, Listing &listing);

//! The values of the groups with this label: "Category", "Make".
QStringList batGroups(const Document &page, const QString &label);

//! Whether a group "Category" files the auction under parts, wheels or automobilia. Never by wording alone.
bool isNoBatVehicle(const QStringList &categories);

} // namespace extract
