// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "deskfixture.h"
#include "fakedesk.h"
#include "gui/icons.h"
#include "gui/mainwindow.h"
#include "gui/workspacedesk.h"
#include "models/failuremodel.h"

#include <QJsonArray>
#include <QLabel>
#include <QListWidget>
#include <QSignalSpy>
#include <QTableView>

using namespace Qt::StringLiterals;
using pipeline::Workspace;

//! Two windows on one workspace, as two people have them: each sees what the other one, a worker or another
//! program does.
class TestTwoWindows : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { gui::initResources(); }
    void init();
    void cleanup();
    void rowsFollow();
    void whatIsNewIsAHint();
    void batchesFollow();

private:
    //! A window of its own over a workspace of its own, on the database that both share.
    struct Seat
    {
        explicit Seat(const QString &path);
        template <typename T>
        T *find(const char *name) const
        {
            return window->findChild<T *>(QLatin1String(name));
        }
        QTableView *table() const { return find<QTableView>("failureTable"); }
        QString images(int row) const
        {
            const int column = static_cast<int>(models::FailureModel::Column::Images);
            return table()->model()->index(row, column).data().toString();
        }

        TestSettings settings;
        FakeShell shell;
        std::unique_ptr<gui::WorkspaceDesk> desk;
        std::unique_ptr<gui::MainWindow> window;
    };

    std::unique_ptr<pipetest::Desk> m_shared;
    std::unique_ptr<Seat> m_a;
    std::unique_ptr<Seat> m_b;
};

TestTwoWindows::Seat::Seat(const QString &path)
    : desk(std::make_unique<gui::WorkspaceDesk>(pipetest::must(Workspace::open(path))))
{
    settings.settings().setValue(u"worker/on"_s, false);
    window = std::make_unique<gui::MainWindow>(desk.get(), &shell, &settings.settings());
    window->show();
}

void TestTwoWindows::init()
{
    m_shared = std::make_unique<pipetest::Desk>();
    for (int i = 1; i <= 3; ++i) {
        m_shared->rows().addVehicle(
            i, {{u"image_urls"_s, QJsonArray{u"https://h/%1a.jpg"_s.arg(i), u"https://h/%1b.jpg"_s.arg(i)}}},
            {{u"discovery_url"_s, u"https://h/%1"_s.arg(i)}});
    }
    m_shared->close();
    m_a = std::make_unique<Seat>(m_shared->path());
    m_b = std::make_unique<Seat>(m_shared->path());
    for (const Seat *seat : {m_a.get(), m_b.get()})
        QTRY_COMPARE(seat->table()->model()->rowCount(), 3);
}

void TestTwoWindows::cleanup()
{
    m_a.reset();
    m_b.reset();
    m_shared.reset();
}

void TestTwoWindows::rowsFollow()
{
    const auto *model = qobject_cast<models::FailureModel *>(m_a->table()->model());
    const int row = model->lineOf(u"v2"_s);
    m_a->table()->setCurrentIndex(model->index(row, 0));
    QCOMPARE(m_a->images(row), u"0 / 2"_s);
    const QSignalSpy reset(model, &QAbstractItemModel::modelReset);
    m_shared->rows().addImage(u"v2"_s, u"https://h/2a.jpg"_s);
    for (const Seat *seat : {m_a.get(), m_b.get()})
        QTRY_COMPARE(seat->images(row), u"1 / 2"_s);
    QCOMPARE(m_a->table()->currentIndex().row(), row);
    QCOMPARE(m_a->table()->selectionModel()->selectedRows().size(), 1);
    QCOMPARE(reset.size(), 0);
}

void TestTwoWindows::whatIsNewIsAHint()
{
    m_shared->rows().addVehicle(4, {}, {{u"discovery_url"_s, u"https://h/4"_s}});
    for (const Seat *seat : {m_a.get(), m_b.get()}) {
        QTRY_COMPARE(seat->find<QLabel>("moreLabel")->text(), u"1 more matches now."_s);
        QCOMPARE(seat->table()->model()->rowCount(), 3);
    }
}

void TestTwoWindows::batchesFollow()
{
    m_b->window->showPage(u"batches"_s);
    const auto *listed = m_b->find<QTableView>("batchTable")->model();
    const auto plan = pipetest::done(m_a->desk->plan({}));
    const QString id = pipetest::done(m_a->desk->startBatch(plan, {.undoWindowSeconds = 600}));
    QTRY_COMPARE(listed->rowCount(), 1);
    const auto *sidebar = m_b->find<QListWidget>("sidebar");
    QTRY_COMPARE(sidebar->item(1)->data(models::RawRole).toInt(), 1);
    pipetest::done(m_a->desk->cancelBatch(id));
    QTRY_COMPARE(sidebar->item(1)->data(models::RawRole).toInt(), 0);
    QCOMPARE(listed->rowCount(), 1);
}

QTEST_MAIN(TestTwoWindows)
#include "tst_twowindows.moc"
