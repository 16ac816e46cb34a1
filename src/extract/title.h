// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace extract {

//! What a title says of a vehicle. Without a year and a known make nothing is said.
struct TitleFacts
{
    std::optional<int> year;
    QString make;
    QString model;
};

//! The title without what the sites add: "for sale on BaT Auctions …", "(Lot #…)", "| Bring a Trailer".
//! Empty when nothing but the site's own name is left.
QString strippedTitle(const QString &title);

//! The year anchors the title: what stands before it is description, the make follows it (domain facts,
//! section 3). Without a year a known make is looked for; a number behind it is part of the model.
TitleFacts readTitle(const QString &title);

} // namespace extract
