// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QString>

namespace core {

//! A site whose pages we can read.
enum class Site { Unknown, BringATrailer, CarsAndBids };

//! Bytes: longer ones are no web address for us. No server needs them, and no index of PostgreSQL takes keys
//! that are much longer (its manual, 11.2: a third of a page).
inline constexpr qsizetype kLongestUrl = 2048;
bool isTooLongUrl(const QString &url);

//! The form in which URLs are compared and stored: scheme https unless the URL says http and has a port of
//! its own, lower-case host without "www.", no user info, query or fragment, no trailing slash. Idempotent.
//! A Usage error with one sentence when the text is no http(s) URL.
Result<QString> canonicalListingUrl(const QString &text);

//! The site by host name. Unknown for a host such as that of a local mirror: then the page itself decides.
Site siteOf(const QString &url);

//! Whether the path is that of a single listing of a known site (bringatrailer.com/listing/…,
//! carsandbids.com/auctions/…).
bool isListingPath(const QString &url);

//! "bringatrailer.com", "carsandbids.com": origin_metadata.source. Empty for Unknown.
QString siteName(Site site);

//! The host gate a URL belongs to: lower-case host, with the port when it is not the scheme's own. Empty
//! where there is none or it is longer than a name can be (RFC 1035, 2.3.4).
QString hostOf(const QString &url);

} // namespace core
