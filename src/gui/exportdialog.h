// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "pipeline/export.h"

#include <QDialog>
#include <QFuture>

#include <memory>

namespace Ui {
class ExportDialog;
}

namespace gui {

class Desk;
class Shell;

//! Writes the failure report: which columns, raw or safe for spreadsheets, where to. Deletes itself when
//! closed; closing while it writes cancels.
class ExportDialog : public QDialog
{
    Q_OBJECT

public:
    //! @param matching how many rows the filter matches, for the summary; -1 = not known.
    ExportDialog(Desk *desk, Shell *shell, const pipeline::ExportRequest &request, qint64 matching,
                 QWidget *parent = nullptr);
    ~ExportDialog() override;

    void reject() override;

private:
    void fillColumns();
    QStringList columns() const;
    void chooseFile();
    void write(const QString &file);
    void finish(const core::Result<pipeline::ExportSummary> &answer);
    void setBusy(bool isBusy);

    std::unique_ptr<Ui::ExportDialog> m_ui;
    Desk *m_desk;
    Shell *m_shell;
    pipeline::ExportRequest m_request;
    QFuture<core::Result<pipeline::ExportSummary>> m_future;
    QString m_written; //!< the file when it is written
    bool m_isBusy = false;
};

} // namespace gui
