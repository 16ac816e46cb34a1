// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "extract/listing.h"

namespace extract {

//! Why a page is refused; one row of cause, reason and message for each.
enum class Refused {
    IndexPage,
    LoginPage,
    ChallengePage,
    EmptyShell,
    ErrorPage,
    CutOff,
    EmptyFile,
    BinaryFile,
    NotAVehicle,
    UnknownSite,
    TooLarge,
    TooDeep
};

Refusal refusal(Refused why);

} // namespace extract
