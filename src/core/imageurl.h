// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace core {

//! The largest form of a bringatrailer.com gallery image: entities decoded, no query or fragment, no
//! "-scaled" and no "-WxH" before the suffix (domain facts, section 3). Idempotent.
QString normalisedImageUrl(const QString &url);

//! Whether this is a gallery image and not the site's own furniture: under /wp-content/uploads/, no .svg or
//! .pdf, none of the known noise names.
bool isGalleryImageUrl(const QString &url);

//! Normalises, drops noise and duplicates, keeps the order.
QStringList galleryImageUrls(const QStringList &urls);

} // namespace core
