// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "extract/listing.h"

#include <QByteArray>

#include <optional>

namespace extract {

//! The largest page that is read; a larger one is refused before it is parsed.
inline constexpr qint64 kMaxPageBytes = 32 * 1024 * 1024;

//! Reads one page. Pure: no I/O, safe on any thread; nothing in the page can make it fail other than by a
//! Refusal.
//! @param url where the page came from; may be empty, then the page itself tells its site.
Reading readListing(const QByteArray &page, const QString &url);

//! The auctions listed by a bringatrailer.com index page; absent when the page is none.
std::optional<Index> readIndex(const QByteArray &page);

} // namespace extract
