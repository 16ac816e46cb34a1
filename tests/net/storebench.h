// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "media/imagestore.h"
#include "support/objectdouble.h"

#include <QCryptographicHash>
#include <QDirIterator>
#include <QTemporaryDir>
#include <QTest>

namespace storetest {

inline const QString kVehicle = QStringLiteral("ab123456-0000-4000-8000-000000000001");
inline const QString kUrl = QStringLiteral("https://example.org/wp-content/uploads/a.jpg?x=1");

//! Writes a body the way a transfer does: in pieces, stopping at the first fault.
inline std::optional<net::Fault> pour(net::Sink &sink, const QByteArray &body)
{
    net::ResponseHead head;
    head.contentLength = body.size();
    std::optional<net::Fault> fault = sink.begin(head);
    for (qsizetype at = 0; !fault && at < body.size(); at += 50'000)
        fault = sink.write(body.mid(at, 50'000));
    return fault ? fault : sink.finish();
}

//! Waits for an answer of a store, with an event loop. Absent when it does not come.
template <typename Ask>
std::optional<media::StoreAnswer> answerTo(Ask ask, int timeoutMs = 20'000)
{
    // The callback may outlive the wait.
    const auto answer = std::make_shared<std::optional<media::StoreAnswer>>();
    ask([answer](const media::StoreAnswer &came) { *answer = came; });
    const bool came = QTest::qWaitFor([&] { return answer->has_value(); }, timeoutMs);
    return came ? *answer : std::nullopt;
}

//! A store of options, for one vehicle, with a folder for what comes in.
struct StoreBench
{
    QTemporaryDir folder;
    media::StoreOptions options;
    std::unique_ptr<media::ImageStore> store;
    std::unique_ptr<media::VehicleImages> images;

    explicit StoreBench(const media::StoreOptions &with) : options(with)
    {
        options.incoming = folder.filePath(QStringLiteral("incoming"));
        options.random = [] { return 0.0; };
        open();
    }
    //! @return what is wrong, empty when it is open.
    QString open()
    {
        images.reset();
        store.reset();
        auto opened = media::openImageStore(options);
        if (!opened)
            return opened.error().message;
        store = std::move(*opened);
        images = store->forVehicle(kVehicle);
        return {};
    }
    media::StoreAnswer keep(const QByteArray &bytes, const QString &url = kUrl)
    {
        const auto sink = images->sinkFor(url);
        if (const auto fault = pour(*sink, bytes))
            return {std::nullopt, fault, std::nullopt, {}};
        return answerTo([&](const auto &done) { images->keep(sink, done); }).value_or(media::StoreAnswer{});
    }
    media::StoreAnswer adopt(const QString &url = kUrl)
    {
        return answerTo([&](const auto &done) { images->adopt(url, done); }).value_or(media::StoreAnswer{});
    }
    QStringList filesLeft() const
    {
        QStringList files;
        QDirIterator it(folder.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (it.hasNext())
            files.append(it.next());
        return files;
    }
};

inline QString sha1(const QString &text)
{
    return QString::fromLatin1(QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha1).toHex());
}

//! A double of one kind with the bucket "cars", and how a store reaches it.
struct Remote
{
    std::unique_ptr<testsupport::ObjectDouble> server;
    media::StoreOptions options;
    bool isS3;

    explicit Remote(bool s3, const QString &where = {}) : isS3(s3)
    {
        QProcessEnvironment environment;
        options.firstWait = std::chrono::milliseconds(1);
        options.net.timeoutMs = 5000;
        if (s3) {
            server = std::make_unique<testsupport::S3Double>();
            options.where = QStringLiteral("s3://cars/images/2026");
            options.s3Endpoint = server->address();
            environment.insert(QStringLiteral("AWS_ACCESS_KEY_ID"), QStringLiteral("AKIDEXAMPLE"));
            environment.insert(QStringLiteral("AWS_SECRET_ACCESS_KEY"), QStringLiteral("not-to-be-seen"));
        } else {
            server = std::make_unique<testsupport::SupabaseDouble>();
            options.where = QStringLiteral("supabase://cars");
            options.supabaseUrl = server->address();
            environment.insert(QStringLiteral("SUPABASE_SERVICE_ROLE_KEY"),
                               QString::fromLatin1(testsupport::SupabaseDouble::kServiceKey));
        }
        if (!where.isEmpty())
            options.where = where;
        options.secrets = core::Secrets(environment);
        server->addBucket("cars");
    }
    QByteArray pathFor(const QString &suffix, const QString &url = kUrl,
                       const QString &vehicle = kVehicle) const
    {
        if (isS3)
            return QStringLiteral("cars/images/2026/%1/%2/%3.%4")
                .arg(vehicle.left(2), vehicle, sha1(url), suffix)
                .toUtf8();
        const QString hash = sha1(QString(url + u'|' + suffix));
        return QStringLiteral("cars/%1/bat_import/bat_import_%2.%3").arg(vehicle, hash, suffix).toUtf8();
    }
    QByteArray upload() const { return isS3 ? "PUT" : "POST"; }
    //! Uploads that the double saw.
    int uploads() const
    {
        return server->server().count(isS3 ? "PUT /cars/" : "POST /storage/v1/object/cars/");
    }
};

} // namespace storetest
