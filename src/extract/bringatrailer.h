// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "extract/listingreader.h"

namespace extract {

//! Listings of bringatrailer.com: today's markup, the older forms that are still served, and that of 2015.
class BringATrailerReader : public ListingReader
{
public:
    core::Site site() const override { return core::Site::BringATrailer; }
    bool recognises(const Document &page) const override;
    Reading read(const Document &page, const QString &url) const override;
};

} // namespace extract
