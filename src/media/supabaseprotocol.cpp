// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/supabaseprotocol.h"

#include "media/awssignature.h"
#include "media/imagefolder.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>

namespace media {

using core::Cause;
using Kind = Verdict::Kind;

namespace {

//! The source of our rows, which is a part of the path.
constexpr QLatin1String kSource{"bat_import"};
constexpr int kPage = 1000;

SupabaseError readError(const net::Answer &answer)
{
    const QJsonObject body = QJsonDocument::fromJson(answer.body).object();
    SupabaseError error;
    error.status = body.value(QLatin1String("statusCode")).toVariant().toInt();
    if (error.status == 0)
        error.status = answer.status;
    error.code = body.value(QLatin1String("code")).toString();
    error.text = (body.value(QLatin1String("error")).toString() + u' ' +
                  body.value(QLatin1String("message")).toString())
                     .toLower();
    return error;
}

QString tr(const char *sentence)
{
    return QCoreApplication::translate("media::Supabase", sentence);
}

QString encoded(const QString &path)
{
    return QString::fromLatin1(awsEncoded(path.toUtf8(), true));
}

} // namespace

SupabaseProtocol::SupabaseProtocol(SupabasePlace place) : m_place(std::move(place))
{
    m_base = m_place.project.toString(QUrl::FullyEncoded);
    while (m_base.endsWith(u'/'))
        m_base.chop(1);
    m_base += QStringLiteral("/storage/v1");
}

QString SupabaseProtocol::folderOf(const QString &vehicleId) const
{
    return folderNameOf(vehicleId) + u'/' + kSource;
}

QString SupabaseProtocol::pathOf(const QString &vehicleId, const QString &sourceUrl,
                                 const QString &suffix) const
{
    const QString hash = sha1Of(QString(sourceUrl + u'|' + suffix));
    return QStringLiteral("%1/%2_%3.%4").arg(folderOf(vehicleId), kSource, hash, suffix);
}

QStringList SupabaseProtocol::suffixes() const
{
    QStringList suffixes = imageSuffixes();
    suffixes.append(QStringLiteral("jpeg")); // as others take it from the URL
    return suffixes;
}

QString SupabaseProtocol::publicUrl(const QString &path) const
{
    return QStringLiteral("%1/object/public/%2/%3").arg(m_base, encoded(m_place.bucket), encoded(path));
}

net::Call SupabaseProtocol::call(const QByteArray &verb, const QString &path,
                                 const QByteArray &mimeType) const
{
    net::Call call;
    call.verb = verb;
    call.url = QUrl::fromEncoded((m_base + path).toLatin1(), QUrl::StrictMode);
    call.headers = {{"Authorization", "Bearer " + m_place.serviceKey}, {"apikey", m_place.serviceKey}};
    if (!mimeType.isEmpty())
        call.headers.append(std::pair(QByteArray("Content-Type"), mimeType));
    return call;
}

net::Call SupabaseProtocol::put(const Upload &upload, const QDateTime &) const
{
    net::Call call =
        this->call("POST", QStringLiteral("/object/%1/%2").arg(encoded(m_place.bucket), encoded(upload.path)),
                   upload.mimeType);
    call.headers.append(std::pair(QByteArray("x-upsert"), QByteArray("true")));
    call.headers.append(std::pair(QByteArray("Cache-Control"), QByteArray("max-age=3600")));
    call.bodyFile = upload.file;
    return call;
}

net::Call SupabaseProtocol::get(const QString &path, const QDateTime &) const
{
    return call(
        "GET", QStringLiteral("/object/authenticated/%1/%2").arg(encoded(m_place.bucket), encoded(path)), {});
}

net::Call SupabaseProtocol::head(const QString &path, const QDateTime &) const
{
    return call("HEAD",
                QStringLiteral("/object/authenticated/%1/%2").arg(encoded(m_place.bucket), encoded(path)),
                {});
}

net::Call SupabaseProtocol::remove(const QString &path, const QDateTime &) const
{
    return call("DELETE", QStringLiteral("/object/%1/%2").arg(encoded(m_place.bucket), encoded(path)), {});
}

net::Call SupabaseProtocol::list(const QString &vehicleId, const QByteArray &next, const QDateTime &) const
{
    net::Call call =
        this->call("POST", QStringLiteral("/object/list/") + encoded(m_place.bucket), "application/json");
    const QJsonObject order{{QStringLiteral("column"), QStringLiteral("name")},
                            {QStringLiteral("order"), QStringLiteral("asc")}};
    const QJsonObject body{{QStringLiteral("prefix"), folderOf(vehicleId)},
                           {QStringLiteral("limit"), kPage},
                           {QStringLiteral("offset"), next.toInt()},
                           {QStringLiteral("sortBy"), order}};
    call.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    return call;
}

core::Result<ObjectProtocol::Page>
SupabaseProtocol::readPage(const net::Answer &answer, const QString &vehicleId, const QByteArray &at) const
{
    const QJsonDocument document = QJsonDocument::fromJson(answer.body);
    if (!document.isArray())
        return core::Error{core::ErrorCode::Storage,
                           tr("%1 does not answer as Supabase Storage does: check images.supabase_url.")
                               .arg(m_place.project.host()),
                           {}};
    Page page;
    const QJsonArray items = document.array();
    for (const QJsonValue &item : items) {
        if (item[QLatin1String("id")].isString()) // a folder has none
            page.paths.append(folderOf(vehicleId) + u'/' + item[QLatin1String("name")].toString());
    }
    if (items.size() >= kPage)
        page.next = QByteArray::number(at.toInt() + items.size());
    return page;
}

Verdict SupabaseProtocol::judge(const net::Answer &answer, const QDateTime &now) const
{
    const QString host = m_place.project.host();
    if (const std::optional<Verdict> verdict = judgeTransport(answer, host, now))
        return *verdict;
    if (answer.isSuccess())
        return {};
    const SupabaseError error = readError(answer);
    net::Answer inner = answer; // whose status may be in the body only
    inner.status = error.status;
    if (const std::optional<Verdict> verdict = judgeTransport(inner, host, now))
        return *verdict;
    const bool isBare = answer.body.isEmpty() && answer.status == 400; // HEAD cannot say more
    if (isBare)
        return missing();
    if (const std::optional<Verdict> verdict = judgeObject(error))
        return *verdict;
    return judgeAccess(error);
}

Verdict SupabaseProtocol::missing() const
{
    return {Kind::Missing,
            {Cause::NotFound, tr("There is no such object in the bucket %1.").arg(m_place.bucket)}};
}

//! What is said of the bucket or of one object.
std::optional<Verdict> SupabaseProtocol::judgeObject(const SupabaseError &error) const
{
    if (error.code == QLatin1String("NoSuchBucket") || error.text.contains(QLatin1String("bucket not found")))
        return refused(
            tr("There is no bucket %1 in the project %2: create it, or name another in images.store.")
                .arg(m_place.bucket, m_place.project.host()));
    switch (error.status) {
    case 404:
        return missing();
    case 413:
        return Verdict{
            Kind::Unfit,
            {Cause::TooLarge, tr("The bucket %1 takes no object as large as this image: raise its limit for "
                                 "the size of a file, then retry with --include-final.")
                                  .arg(m_place.bucket)}};
    case 415:
        return Verdict{Kind::Unfit,
                       {Cause::HttpError, tr("The bucket %1 does not take this kind of image: allow "
                                             "image/* in its settings.")
                                              .arg(m_place.bucket)}};
    case 423: // somebody else writes it just now
        return Verdict{Kind::Away,
                       {Cause::ServerError, tr("An object in the bucket %1 is locked.").arg(m_place.bucket)}};
    default:
        return std::nullopt;
    }
}

//! What is said of the key and the project.
Verdict SupabaseProtocol::judgeAccess(const SupabaseError &error) const
{
    const QString host = m_place.project.host();
    if (error.status == 402 || error.text.contains(QLatin1String("quota")))
        return refused(
            tr("The project %1 has used up its quota: raise it or make room, then start again.").arg(host));
    static constexpr std::array kOfKeys = {"jwt", "jws", "signature", "token"};
    const bool isKey =
        error.status == 401 || std::any_of(kOfKeys.begin(), kOfKeys.end(), [&error](const char *word) {
            return error.text.contains(QLatin1String(word));
        });
    if (isKey)
        return refused(
            tr("The project %1 does not take the key in SUPABASE_SERVICE_ROLE_KEY (wrong, or it has run "
               "out): copy it anew from the project's settings, then start again.")
                .arg(host));
    if (error.status == 403)
        return refused(
            tr("The key in SUPABASE_SERVICE_ROLE_KEY may not write to the bucket %1: use the service role's "
               "key, not that of anon.")
                .arg(m_place.bucket));
    return refused(
        tr("The bucket %1 refuses (HTTP %2): check images.store and the bucket's settings, then start again.")
            .arg(m_place.bucket, shownStatus(error.status, error.code)));
}

} // namespace media
