// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "listingpage.h"
#include "originfault.h"

#include <QString>

#include <utility>
#include <vector>

namespace testsupport {

//! The invented listings of samples/listings.json.
const std::vector<ListingPage> &sampleListings();

//! What fails in the demo, by path: of about a third of the vehicles something is missing after the first
//! import.
const std::vector<std::pair<QString, Fault>> &demoFaults();

} // namespace testsupport
