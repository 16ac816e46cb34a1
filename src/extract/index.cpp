// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "extract/reader.h"

namespace extract {

std::optional<Index> readIndex(const QByteArray &page)
{
    Q_UNUSED(page)
    return std::nullopt;
}

} // namespace extract
