// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/listingurl.h"
#include "extract/refusals.h"

namespace extract {

class Document;

//! What a page is that carries no listing markup.
//! @param url where it came from; may be empty.
Refused kindOfOtherPage(const Document &page, const QString &url);

} // namespace extract
