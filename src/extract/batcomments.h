// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "extract/money.h"

#include <QByteArray>
#include <QDateTime>

#include <optional>

namespace extract {

class Document;

//! What the site's own records among the comments say of the auction. Members' words are never read.
struct BatRecords
{
    //! How the auction ended: sold, sold later although the reserve was not met, or reserve not met.
    enum class Outcome { None, Sold, SoldAfterReserveNotMet, ReserveNotMet };

    Outcome outcome = Outcome::None;
    std::optional<Money> amount; //!< of the outcome: a price when sold, a bid when not
    QString buyer;
    std::optional<QDateTime> ended;
    std::optional<Money> highBid; //!< the highest bid that was not cancelled
    int bids = 0;
    int comments = 0;
};

//! @param comments the JSON array.
//! @return absent when it is no JSON array.
std::optional<BatRecords> readBatRecords(const QByteArray &comments);

//! The "comments" array that the page embeds.
//! @return absent when there is none; empty when the script's data never closes: the page was cut off.
std::optional<QByteArray> batComments(const Document &page);

} // namespace extract
