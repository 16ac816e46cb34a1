// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "jsonvalues.h"

#include "core/clock.h"

#include <cmath>

namespace ctl {

QJsonValue textOrNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QJsonValue timeOrNull(const QDateTime &time)
{
    return time.isValid() ? QJsonValue(core::toTimeText(time)) : QJsonValue();
}

QJsonValue causeOrNull(const std::optional<core::Cause> &cause)
{
    return cause ? QJsonValue(QString(core::causeName(*cause))) : QJsonValue();
}

QJsonValue stepValue(core::Step step)
{
    return QString(core::stepName(step));
}

double rounded(double number)
{
    return std::round(number * 100) / 100;
}

QJsonValue rateOrNull(double rate, qint64 of)
{
    return of > 0 ? QJsonValue(rounded(rate)) : QJsonValue();
}

} // namespace ctl
