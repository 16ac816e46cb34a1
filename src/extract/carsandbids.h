// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "extract/listingreader.h"

namespace extract {

//! Listings of carsandbids.com. The JSON-LD offer of these pages is the high bid whatever the outcome, so it
//! is never read.
class CarsAndBidsReader : public ListingReader
{
public:
    core::Site site() const override { return core::Site::CarsAndBids; }
    bool recognises(const Document &page) const override;
    Reading read(const Document &page, const QString &url) const override;
};

} // namespace extract
