// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/objectprotocol.h"

#include "core/retrypolicy.h"
#include "media/imagefolder.h"

#include <QCoreApplication>

#include <algorithm>

namespace media {

using core::Cause;

QStringList ObjectProtocol::imageSuffixes()
{
    return media::imageSuffixes();
}

Verdict refused(const QString &message)
{
    return {Verdict::Kind::Refused, {Cause::Storage, message}};
}

QString shownStatus(int status, const QString &code)
{
    const bool isWord = code.size() <= 40 && std::all_of(code.begin(), code.end(), [](QChar c) {
                            return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
                        });
    return isWord && !code.isEmpty() ? QStringLiteral("%1 %2").arg(QString::number(status), code)
                                     : QString::number(status);
}

std::optional<Verdict> judgeTransport(const net::Answer &answer, const QString &host, const QDateTime &now)
{
    if (answer.fault) {
        // A disk that cannot be read, and somebody who changed his mind, are not the store's doing.
        const bool isOurs = answer.fault->cause == Cause::Storage || answer.fault->cause == Cause::Cancelled;
        return Verdict{isOurs ? Verdict::Kind::Refused : Verdict::Kind::Away, *answer.fault};
    }
    if (answer.sinkFault)
        return Verdict{Verdict::Kind::Unfit, *answer.sinkFault};
    const int status = answer.status;
    if (status == 507) // RFC 4918, section 11.5
        return refused(QCoreApplication::translate(
                           "media",
                           "There is no room left in the image store %1: make room or raise its quota, then "
                           "start again.")
                           .arg(host));
    if (status < 500 && status != 408 && status != 429)
        return std::nullopt;
    Verdict verdict{Verdict::Kind::Away,
                    {status == 429   ? Cause::RateLimited
                     : status == 408 ? Cause::Timeout
                                     : Cause::ServerError,
                     QCoreApplication::translate("media", "The image store %1 cannot at present (HTTP %2).")
                         .arg(host, QString::number(status))}};
    if (const auto advice = core::parseRetryAfter(answer.headers.value("retry-after"), now))
        verdict.retryAfterMs = advice->count();
    return verdict;
}

} // namespace media
