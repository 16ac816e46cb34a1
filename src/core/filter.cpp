// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter.h"

#include "core/clock.h"

namespace core {

QString toText(const Filter &filter)
{
    QStringList tokens;
    const auto add = [&tokens](const char *key, const QString &value) {
        if (!value.isEmpty())
            tokens.append(QLatin1String(key) + value);
    };
    add("step:", filter.step ? QString(stepName(*filter.step)) : QString());
    add("type:", filter.type ? QString(failureTypeName(*filter.type)) : QString());
    add("cause:", filter.cause ? QString(causeName(*filter.cause)) : QString());
    add("fingerprint:", filter.fingerprint);
    add("host:", filter.host);
    add("source:", filter.source);
    add("since:", filter.since.isValid() ? toTimeText(filter.since) : QString());
    add("until:", filter.until.isValid() ? toTimeText(filter.until) : QString());
    add("attempts>=", filter.attemptsMin > 0 ? QString::number(filter.attemptsMin) : QString());
    add("missing>=", filter.missingMin > 0 ? QString::number(filter.missingMin) : QString());
    add("", filter.text);
    return tokens.join(u' ');
}

} // namespace core
