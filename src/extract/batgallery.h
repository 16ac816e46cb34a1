// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "extract/listing.h"

namespace extract {

class Document;

//! Fills in the listing's own gallery: the JSON attribute of #bat_listing_page_photo_gallery or of an element
//! inside it, on pages of 2015 the linked pictures of .listing-gallery. Other pictures of the page are never
//! read.
void readBatGallery(const Document &page, const QString &url, Listing &listing);

} // namespace extract
