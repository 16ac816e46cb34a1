// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace extract {

//! Deeper pages are refused; browsers cut at the same depth.
inline constexpr int kMaxNesting = 512;

//! About how deep the page's elements nest, found in one pass over the bytes. Elements whose end tag may be
//! left out do not count, scripts and comments are skipped.
int nestingDepth(const QByteArray &page);

} // namespace extract
