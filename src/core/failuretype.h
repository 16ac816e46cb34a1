// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/step.h"

#include <QFlags>
#include <QStringList>

namespace core {

//! What a vehicle lacks though its source has it. Known absent values are no failure.
//! The bits are stored in vehicle_scrape_state.failing: never renumber them.
enum class FailureType {
    MissingVin = 0x01,
    MissingPrice = 0x02,
    MissingImageUrls = 0x04,
    MissingImages = 0x08,
    PartialImages = 0x10
};
Q_DECLARE_FLAGS(FailureTypes, FailureType)
Q_DECLARE_OPERATORS_FOR_FLAGS(FailureTypes)

inline constexpr std::array kAllFailureTypes = {FailureType::MissingVin, FailureType::MissingPrice,
                                                FailureType::MissingImageUrls, FailureType::MissingImages,
                                                FailureType::PartialImages};

QLatin1String failureTypeName(FailureType type);
std::optional<FailureType> failureTypeFromName(QStringView name);
QStringList failureTypeNames(FailureTypes types);

//! The step that closes this gap.
Step stepFor(FailureType type);
//! The gaps that this step closes; none for fetch_listing, which the extraction steps need.
FailureTypes failureTypesOf(Step step);

} // namespace core
