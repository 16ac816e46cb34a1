// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/listingurl.h"
#include "extract/listing.h"

#include <vector>

namespace extract {

class Document;

//! Reads the listings of one site.
class ListingReader
{
public:
    virtual ~ListingReader() = default;

    virtual core::Site site() const = 0;
    //! Whether the page carries this site's listing markup, wherever it was served from.
    virtual bool recognises(const Document &page) const = 0;
    //! Reads a page that was recognised and is whole.
    //! @param url the canonical URL of the listing; may be empty.
    virtual Reading read(const Document &page, const QString &url) const = 0;
};

//! All readers; they live as long as the program.
const std::vector<const ListingReader *> &listingReaders();

} // namespace extract
