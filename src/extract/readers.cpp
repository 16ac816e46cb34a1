// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "extract/bringatrailer.h"
#include "extract/carsandbids.h"

namespace extract {

const std::vector<const ListingReader *> &listingReaders()
{
    static const BringATrailerReader bringATrailer;
    static const CarsAndBidsReader carsAndBids;
    static const std::vector<const ListingReader *> readers = {&bringATrailer, &carsAndBids};
    return readers;
}

} // namespace extract
