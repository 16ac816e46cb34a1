// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "extract/listingreader.h"

namespace extract {

const std::vector<const ListingReader *> &listingReaders()
{
    static const std::vector<const ListingReader *> readers;
    return readers;
}

} // namespace extract
