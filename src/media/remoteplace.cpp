// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/remoteplace.h"

#include "media/s3protocol.h"
#include "media/supabaseprotocol.h"

#include <QCoreApplication>
#include <QHostAddress>

#include <algorithm>

namespace media {

using core::Error;
using core::ErrorCode;

namespace {

using Made = core::Result<std::unique_ptr<ObjectProtocol>>;

QString tr(const char *sentence)
{
    return QCoreApplication::translate("media", sentence);
}

Error usage(const QString &message)
{
    return {ErrorCode::Usage, message, {}};
}

//! Letters that are the same in a key, a URL and a signature.
bool isPlain(const QString &text)
{
    return !text.isEmpty() && text != QLatin1String(".") && text != QLatin1String("..") &&
           std::all_of(text.begin(), text.end(), [](QChar c) {
               return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') ||
                      c == u'-' || c == u'_' || c == u'.';
           });
}

bool isThisMachine(const QString &host)
{
    return host == QLatin1String("localhost") || QHostAddress(host).isLoopback();
}

//! The address of a service that a setting names.
core::Result<QUrl> addressOf(const QString &text, const char *setting)
{
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    const bool isHttp = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
    if (!url.isValid() || !isHttp || url.host().isEmpty() || !url.userInfo().isEmpty() || url.hasQuery() ||
        url.hasFragment())
        return usage(tr("%1 takes an address such as https://host or https://host:port, without keys.")
                         .arg(QLatin1String(setting)));
    return url;
}

Made s3For(const StoreOptions &options)
{
    QStringList parts = options.where.mid(QStringLiteral("s3://").size()).split(u'/', Qt::SkipEmptyParts);
    if (parts.isEmpty() || !std::all_of(parts.begin(), parts.end(), isPlain))
        return usage(tr(
            "A bucket is named as s3://bucket or s3://bucket/prefix, with letters, digits, \"-\", \"_\" and "
            "\".\"."));
    S3Place place;
    place.bucket = parts.takeFirst();
    place.prefix = parts.join(u'/');
    place.region = options.s3Region;
    place.publicBase = options.publicBase;
    while (place.publicBase.endsWith(u'/'))
        place.publicBase.chop(1);
    if (!options.s3Endpoint.isEmpty()) {
        const auto endpoint = addressOf(options.s3Endpoint, "images.s3_endpoint");
        if (!endpoint)
            return endpoint.error();
        place.endpoint = *endpoint;
    }
    const QString purpose = tr("keep images in %1").arg(options.where);
    const auto id = options.secrets.need(QStringLiteral("AWS_ACCESS_KEY_ID"), purpose);
    if (!id)
        return id.error();
    const auto secret = options.secrets.need(QStringLiteral("AWS_SECRET_ACCESS_KEY"), purpose);
    if (!secret)
        return secret.error();
    const auto token = options.secrets.find(QStringLiteral("AWS_SESSION_TOKEN"));
    if (!token)
        return token.error();
    place.keys = {id->toLatin1(), secret->toLatin1(), token->value_or(QString()).toLatin1()};
    return std::unique_ptr<ObjectProtocol>(std::make_unique<S3Protocol>(place));
}

Made supabaseFor(const StoreOptions &options)
{
    SupabasePlace place;
    place.bucket = options.where.mid(QStringLiteral("supabase://").size());
    while (place.bucket.endsWith(u'/'))
        place.bucket.chop(1);
    if (!isPlain(place.bucket))
        return usage(
            tr("A bucket of Supabase is named as supabase://bucket, with letters, digits, \"-\", \"_\" and "
               "\".\"."));
    if (options.supabaseUrl.isEmpty())
        return usage(tr(
            "The address of the Supabase project is missing: set images.supabase_url or SUPABASE_URL, such "
            "as https://abcdef.supabase.co."));
    const auto project = addressOf(options.supabaseUrl, "images.supabase_url");
    if (!project)
        return project.error();
    // The key itself is sent, not only a signature made with it.
    if (project->scheme() == QLatin1String("http") && !isThisMachine(project->host()))
        return usage(
            tr("The key of a Supabase project is sent over https only: correct images.supabase_url."));
    const auto key = options.secrets.need(QStringLiteral("SUPABASE_SERVICE_ROLE_KEY"),
                                          tr("keep images in %1").arg(options.where));
    if (!key)
        return key.error();
    place.project = *project;
    place.serviceKey = key->toLatin1();
    return std::unique_ptr<ObjectProtocol>(std::make_unique<SupabaseProtocol>(place));
}

} // namespace

Made protocolFor(const StoreOptions &options)
{
    if (options.where.startsWith(QLatin1String("s3://")))
        return s3For(options);
    if (options.where.startsWith(QLatin1String("supabase://")))
        return supabaseFor(options);
    return usage(
        tr("Images are kept in a folder, in s3://bucket/prefix or in supabase://bucket; %1 is none of these.")
            .arg(options.where.left(options.where.indexOf(u':') + 3)));
}

} // namespace media
