// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/cause.h"
#include "core/failuretype.h"
#include "core/result.h"

#include <QDateTime>
#include <QStringList>

#include <optional>

namespace core {

//! Which incomplete vehicles are meant. An empty filter means all of them; several conditions combine with
//! and.
struct Filter
{
    std::optional<Step> step;
    std::optional<FailureType> type;
    std::optional<Cause> cause; //!< of the last failure
    QString fingerprint;
    QString host;    //!< as core::hostOf() gives it
    QString text;    //!< words, all of which occur in year, make, model, VIN or URL
    QString source;  //!< origin_metadata.source; "bringatrailer.com" and "bat_import" are one
    QDateTime since; //!< created at or after
    QDateTime until; //!< created before
    int attemptsMin = 0;
    int missingMin = 0;

    bool isEmpty() const { return *this == Filter(); }
    bool operator==(const Filter &) const = default;
};

//! The filter as tokens one can read, edit and share: "step:backfill_images cause:timeout host:h missing>=5
//! words".
QString toText(const Filter &filter);

} // namespace core
