// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// A whole import with all images from the demo origin on loopback, without a rate limit: images stored per
// second, each verified, hashed, made durable and committed as a row.
#include "pipeline/workspace.h"
#include "support/demoorigin.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>

#include <cstdio>

namespace {

template <typename T>
T orDie(core::Result<T> result)
{
    if (!result)
        qFatal("%s", qPrintable(result.error().message));
    return std::move(result).value();
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    testsupport::OriginOptions options;
    testsupport::DemoOrigin origin(options);
    if (!origin.start())
        qFatal("the origin did not start");
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("bench.retrydesk"));
    orDie(pipeline::Workspace::create(path, {}));
    const auto workspace = orDie(pipeline::Workspace::open(path));
    for (const auto &[key, value] : {std::pair("net.allow", "127.0.0.0/8"),
                                     std::pair("net.rate_per_host", "0"), std::pair("net.per_host", "16")}) {
        auto set = workspace->setSetting(QLatin1String(key), QLatin1String(value));
        if (!set.takeResult())
            qFatal("the setting was refused");
    }
    // Images are drawn when they are first asked for: that is not what is measured.
    for (const testsupport::ListingPage &listing : origin.listings()) {
        const QStringList images = origin.imageUrls(listing.slug);
        for (const QString &image : images)
            origin.resource(QUrl(image).path());
    }

    int images = 0;
    QObject::connect(workspace.get(), &pipeline::Workspace::importLine, &app,
                     [&images](const pipeline::ImportLine &line) { images += line.imagesStored; });
    pipeline::ImportRequest request;
    request.urls = origin.listingUrls();
    QElapsedTimer timer;
    timer.start();
    workspace->import(request).then(&app, [&](const core::Result<pipeline::ImportSummary> &summary) {
        const double seconds = static_cast<double>(timer.elapsed()) / 1000;
        const auto done = orDie(summary);
        std::printf("%d listings, %d images in %.2f s: %.0f images/s\n", done.created, images, seconds,
                    images / seconds);
        QCoreApplication::exit(done.created > 0 ? 0 : 1);
    });
    return QCoreApplication::exec();
}
