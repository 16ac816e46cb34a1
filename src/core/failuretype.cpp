// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/failuretype.h"

namespace core {

QLatin1String failureTypeName(FailureType type)
{
    switch (type) {
    case FailureType::MissingVin:
        return QLatin1String("missing_vin");
    case FailureType::MissingPrice:
        return QLatin1String("missing_price");
    case FailureType::MissingImageUrls:
        return QLatin1String("missing_image_urls");
    case FailureType::MissingImages:
        return QLatin1String("missing_images");
    case FailureType::PartialImages:
        return QLatin1String("partial_images");
    }
    Q_UNREACHABLE();
}

std::optional<FailureType> failureTypeFromName(QStringView name)
{
    for (const FailureType type : kAllFailureTypes) {
        if (name == failureTypeName(type))
            return type;
    }
    return std::nullopt;
}

QStringList failureTypeNames(FailureTypes types)
{
    QStringList names;
    for (const FailureType type : kAllFailureTypes) {
        if (types.testFlag(type))
            names.append(failureTypeName(type));
    }
    return names;
}

Step stepFor(FailureType type)
{
    switch (type) {
    case FailureType::MissingVin:
        return Step::ExtractVin;
    case FailureType::MissingPrice:
        return Step::ExtractData;
    case FailureType::MissingImageUrls:
        return Step::ExtractImages;
    case FailureType::MissingImages:
    case FailureType::PartialImages:
        return Step::BackfillImages;
    }
    Q_UNREACHABLE();
}

FailureTypes failureTypesOf(Step step)
{
    FailureTypes types;
    for (const FailureType type : kAllFailureTypes) {
        if (stepFor(type) == step)
            types |= type;
    }
    return types;
}

} // namespace core
