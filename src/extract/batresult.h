// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "extract/listing.h"

namespace extract {

class Document;
struct BatRecords;

//! Fills in status, price, high bid, currency, buyer, end, bids and comments from the result header and the
//! bid box of a page or of a fragment of one. Never from earlier sales, related lots or comments.
void readBatResultBox(const Document &page, Listing &listing);

//! The site's own records are the authority: they overrule what the result header said (domain facts, section
//! 3).
void applyBatRecords(const BatRecords &records, Listing &listing);

} // namespace extract
