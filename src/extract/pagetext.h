// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace extract {

//! The page as UTF-8 without a byte order mark: UTF-16 and UTF-32 by their mark, Latin-1 and Windows-1252 by
//! the declared charset. Every byte that is no UTF-8 is read as Windows-1252.
QByteArray pageAsUtf8(const QByteArray &page);

//! Whether these bytes are no text at all. UTF-16 with its mark is text.
bool isBinary(const QByteArray &page);

} // namespace extract
