// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/cause.h"
#include "core/step.h"

#include <QDateTime>
#include <QJsonValue>

#include <optional>

//! Single values of the command line's JSON: what is absent is null.
namespace ctl {

QJsonValue textOrNull(const QString &text);
QJsonValue timeOrNull(const QDateTime &time);
QJsonValue causeOrNull(const std::optional<core::Cause> &cause);
QJsonValue stepValue(core::Step step);
//! Two decimals, as a person would write it.
double rounded(double number);
//! A rate of something; null when there was nothing.
QJsonValue rateOrNull(double rate, qint64 of);

template <typename T>
QJsonValue numberOrNull(const std::optional<T> &number)
{
    return number ? QJsonValue(static_cast<qint64>(*number)) : QJsonValue();
}

} // namespace ctl
