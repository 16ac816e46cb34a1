// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/findings.h"

#include "core/clock.h"
#include "db/healthquery.h"
#include "media/folderstore.h"
#include "pipeline/imageplace.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace pipeline {

namespace {

constexpr std::size_t kSample = 200;
//! A bucket is asked for one after the other.
constexpr qsizetype kAsked = 40;
constexpr char kFirstId[] = "00000000-0000-0000-0000-000000000000";

QString tr(const char *text)
{
    return QCoreApplication::translate("pipeline::Doctor", text);
}

//! Images at the places that our stores have for them; other programs have places of their own.
bool isOurs(const db::StoredFile &file)
{
    const QString folder = file.vehicleId + u'/';
    return file.storagePath.startsWith(folder) ||
           file.storagePath.startsWith(file.vehicleId.left(2) + u'/' + folder);
}

core::Result<QStringList> sampledImages(db::Connection &connection, bool isRemote)
{
    db::HealthQuery query(connection);
    auto files = query.images(core::newId(), kSample);
    if (files && files->size() < kSample) // the end of the table, or a small one
        files = query.images(QString::fromLatin1(kFirstId), kSample);
    if (!files)
        return files.error();
    QStringList paths;
    for (const db::StoredFile &file : *files) {
        if (isOurs(file) && (!isRemote || paths.size() < kAsked))
            paths.append(file.storagePath);
    }
    return paths;
}

void checkFiles(Findings &findings, db::Connection &connection, media::ImageStore &store, bool isRemote)
{
    const auto paths = sampledImages(connection, isRemote);
    const auto missing = paths ? store.missing(*paths) : paths;
    if (!missing) {
        findings.failed("image_files", missing.error());
        return;
    }
    if (missing->isEmpty())
        findings.ok("image_files", tr("All of %1 images that were looked for are there.").arg(paths->size()));
    else
        findings.problem("image_files",
                         tr("%1 of %2 images are not there, such as %3.")
                             .arg(missing->size())
                             .arg(paths->size())
                             .arg(missing->first()),
                         tr("Put the files back from a backup, or fetch them with \"retry --all-images\"."));
}

void checkFolder(Findings &findings, db::Connection &connection, const media::StoreOptions &options)
{
    checkRoom(findings, "disk_images", options.where);
    if (!QFileInfo(options.where).isDir()) {
        findings.problem(
            "image_store", tr("There is no folder %1.").arg(options.where),
            tr("Mount or make it, or name another with \"retrydeskctl config set images.store\"."));
        return;
    }
    findings.count("temporary_files", media::IncomingFolder::countDead(options.where),
                   tr("Dead processes left none."), tr("%1 dead processes left temporary files."),
                   tr("The next worker removes them."));
    media::FolderStore store(options.where, options.limits);
    const auto usable = store.check();
    if (usable)
        findings.ok("image_store", tr("%1 can be written.").arg(options.where));
    else
        findings.problem("image_store", usable.error().message, tr("Nothing can be stored before that."));
    checkFiles(findings, connection, store, false);
}

} // namespace

void checkImages(Findings &findings, db::Connection &connection, const core::Settings &settings,
                 const core::Secrets &secrets)
{
    const media::StoreOptions options = storeOptions(settings, connection.path(), secrets);
    if (!media::isRemotePlace(options.where)) {
        checkFolder(findings, connection, options);
        return;
    }
    checkRoom(findings, "disk_images", options.incoming);
    const auto store = media::openImageStore(options);
    const auto usable = store ? (*store)->probe() : core::Result<void>(store.error());
    if (!usable) {
        findings.problem("image_store", usable.error().message, tr("Nothing can be stored before that."));
        return;
    }
    findings.ok("image_store", tr("%1 takes, gives and drops an object.").arg(options.where));
    checkFiles(findings, connection, **store, true);
}

} // namespace pipeline
