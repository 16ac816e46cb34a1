// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/imageplace.h"

#include "db/dialect.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace pipeline {

namespace {

QString firstOf(const QString &setting, const core::Secrets &environment,
                std::initializer_list<const char *> variables)
{
    QString value = setting;
    for (const char *variable : variables) {
        if (value.isEmpty())
            value = environment.variable(QLatin1String(variable));
    }
    return value;
}

core::Error cannotCreateImages(const QString &folder)
{
    return {core::ErrorCode::Storage,
            QCoreApplication::translate("pipeline",
                                        "The image folder %1 cannot be created: check its parent folder.")
                .arg(folder),
            {}};
}

} // namespace

net::FetchSettings fetchSettings(const core::Settings &settings, int concurrency)
{
    net::FetchSettings fetch;
    fetch.allow = settings.text("net.allow").split(u',', Qt::SkipEmptyParts);
    for (QString &entry : fetch.allow)
        entry = entry.trimmed();
    fetch.proxy = settings.text("net.proxy");
    fetch.caFile = settings.text("net.ca_file");
    fetch.perHost = static_cast<int>(settings.number("net.per_host"));
    fetch.ratePerHost = settings.real("net.rate_per_host");
    fetch.connections = concurrency > 0 ? concurrency : static_cast<int>(settings.number("net.connections"));
    fetch.timeoutMs = static_cast<int>(settings.number("net.timeout_ms"));
    fetch.minBytesPerSecond = static_cast<int>(settings.number("net.min_bytes_per_s"));
    fetch.maxBytes = settings.number("net.max_bytes");
    fetch.userAgent = settings.text("net.user_agent");
    if (fetch.userAgent.isEmpty())
        fetch.userAgent = QStringLiteral("Retrydesk/") + QCoreApplication::applicationVersion();
    return fetch;
}

QString imagePlace(const core::Settings &settings, const QString &workspace)
{
    const QString where = settings.text("images.store");
    if (media::isRemotePlace(where))
        return where;
    return QDir::cleanPath(QDir(db::Dialect::of(workspace).home(workspace)).absoluteFilePath(where));
}

media::StoreOptions storeOptions(const core::Settings &settings, const QString &workspace,
                                 const core::Secrets &secrets)
{
    const db::Dialect &dialect = db::Dialect::of(workspace);
    media::StoreOptions options;
    options.where = imagePlace(settings, workspace);
    options.limits = {settings.number("net.max_bytes"), settings.number("net.max_pixels")};
    options.incoming =
        QDir(dialect.home(workspace)).absoluteFilePath(dialect.name(workspace) + QStringLiteral(".uploads"));
    options.s3Endpoint = firstOf(settings.text("images.s3_endpoint"), secrets, {"AWS_ENDPOINT_URL"});
    options.s3Region =
        firstOf(settings.text("images.s3_region"), secrets, {"AWS_REGION", "AWS_DEFAULT_REGION"});
    options.publicBase = settings.text("images.public_url");
    options.supabaseUrl = firstOf(settings.text("images.supabase_url"), secrets, {"SUPABASE_URL"});
    options.net = fetchSettings(settings);
    options.secrets = secrets;
    return options;
}

core::Result<void> makeImages(const core::Settings &settings, const QString &workspace,
                              const core::Secrets &secrets)
{
    const media::StoreOptions options = storeOptions(settings, workspace, secrets);
    if (!media::isRemotePlace(options.where))
        return QDir().mkpath(options.where) ? core::Result<void>() : cannotCreateImages(options.where);
    const auto store = media::createImageStore(options);
    return store ? core::Result<void>() : core::Result<void>(store.error());
}

QString imagesSetting(const core::Settings &settings, const QString &workspace, const QString &images)
{
    if (media::isRemotePlace(images))
        return images;
    if (images.startsWith(QLatin1String("~/"))) // no shell stands before a field of a window
        return QDir::home().absoluteFilePath(images.mid(2));
    if (!images.isEmpty())
        return QFileInfo(images).absoluteFilePath();
    const QString before = settings.text("images.store");
    return before.isEmpty() ? db::Dialect::of(workspace).name(workspace) + QStringLiteral(".images") : before;
}

core::Result<void> checkImages(const QString &workspace, const QString &images, const core::Secrets &secrets)
{
    core::Settings settings;
    if (auto set = settings.set(QStringLiteral("images.store"), imagesSetting(settings, workspace, images));
        !set)
        return set;
    return makeImages(settings, workspace, secrets);
}

} // namespace pipeline
