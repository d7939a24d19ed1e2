<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>Datasets</name>
    <message numerus="yes">
        <source>%Ln region(s)</source>
        <translation>
            <numerusform>%Ln region</numerusform>
            <numerusform>%Ln regions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln region(s) without a label</source>
        <translation>
            <numerusform>%Ln region without a label</numerusform>
            <numerusform>%Ln regions without a label</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln region caption(s)</source>
        <translation>
            <numerusform>%Ln region caption</numerusform>
            <numerusform>%Ln region captions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln further caption(s) of regions</source>
        <translation>
            <numerusform>%Ln further caption of a region</numerusform>
            <numerusform>%Ln further captions of regions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image caption(s)</source>
        <translation>
            <numerusform>%Ln image caption</numerusform>
            <numerusform>%Ln image captions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln attribute(s) of images and regions</source>
        <translation>
            <numerusform>%Ln attribute of images and regions</numerusform>
            <numerusform>%Ln attributes of images and regions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>whether train, val or test, of %Ln image(s)</source>
        <translation>
            <numerusform>whether train, val or test, of %Ln image</numerusform>
            <numerusform>whether train, val or test, of %Ln images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>colours, parents and attributes of %Ln label(s)</source>
        <translation>
            <numerusform>colour, parent and attributes of %Ln label</numerusform>
            <numerusform>colours, parents and attributes of %Ln labels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) without regions</source>
        <translation>
            <numerusform>%Ln image without regions</numerusform>
            <numerusform>%Ln images without regions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s)</source>
        <translation>
            <numerusform>%Ln image</numerusform>
            <numerusform>%Ln images</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::BoxEditor</name>
    <message numerus="yes">
        <source>move %n region(s)</source>
        <translation>
            <numerusform>move %n region</numerusform>
            <numerusform>move %n regions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::CanvasView</name>
    <message numerus="yes">
        <source>%n region(s)</source>
        <translation>
            <numerusform>%n region</numerusform>
            <numerusform>%n regions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n selected</numerusform>
            <numerusform>%n selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::ConflictDialog</name>
    <message numerus="yes">
        <source>Since you saw it, %n region(s) of your step “%1” have been changed by %2. Nothing of your step is written yet.</source>
        <translation>
            <numerusform>Since you saw it, %n region of your step “%1” has been changed by %2. Nothing of your step is written yet.</numerusform>
            <numerusform>Since you saw it, %n regions of your step “%1” have been changed, the first by %2. Nothing of your step is written yet.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more to decide after this one.</source>
        <translation>
            <numerusform>%n more to decide after this one.</numerusform>
            <numerusform>%n more to decide after this one.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::ExamplePanel</name>
    <message numerus="yes">
        <source>%Ln accepted</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln rejected</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln labelled so already</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln box(es) over others left out</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln locked</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Label %Ln accepted</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Label %n region(s) by example</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n region(s) labelled. Ctrl+Z takes it back.</source>
        <translation type="unfinished">
            <numerusform>%n region labelled. Ctrl+Z takes it back.</numerusform>
            <numerusform>%n regions labelled. Ctrl+Z takes it back.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln with another label left as they are.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::GalleryController</name>
    <message numerus="yes">
        <source>%n path(s) copied.</source>
        <translation>
            <numerusform>%n path copied.</numerusform>
            <numerusform>%n paths copied.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::GalleryModel</name>
    <message numerus="yes">
        <source>%n region(s)</source>
        <translation>
            <numerusform>%n region</numerusform>
            <numerusform>%n regions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::IndexController</name>
    <message numerus="yes">
        <source> · %Ln image(s) differ</source>
        <translation>
            <numerusform> · %Ln image differs</numerusform>
            <numerusform> · %Ln images differ</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> · %Ln image(s) newer</source>
        <translation>
            <numerusform> · %Ln image newer</numerusform>
            <numerusform> · %Ln images newer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> · %Ln region(s) newer</source>
        <translation>
            <numerusform> · %Ln region newer</numerusform>
            <numerusform> · %Ln regions newer</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::IndexPanel</name>
    <message numerus="yes">
        <source>%Ln image(s) differ from the index</source>
        <translation>
            <numerusform>%Ln image differs from the index</numerusform>
            <numerusform>%Ln images differ from the index</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln entries</source>
        <translation>
            <numerusform>%Ln entry</numerusform>
            <numerusform>%Ln entries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln are in the index as they are</source>
        <translation>
            <numerusform>%1 of %Ln is in the index as it is</numerusform>
            <numerusform>%1 of %Ln are in the index as they are</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, by %Ln search(es) for entries drawn by chance</source>
        <translation>
            <numerusform>, by %Ln search for an entry drawn by chance</numerusform>
            <numerusform>, by %Ln searches for entries drawn by chance</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::IndexText</name>
    <message numerus="yes">
        <source>%Ln image(s) not in the index: new, or unreadable</source>
        <translation>
            <numerusform>%Ln image not in the index: new, or unreadable</numerusform>
            <numerusform>%Ln images not in the index: new, or unreadable</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) whose file has changed</source>
        <translation>
            <numerusform>%Ln image whose file has changed</numerusform>
            <numerusform>%Ln images whose file has changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) whose regions have changed</source>
        <translation>
            <numerusform>%Ln image whose regions have changed</numerusform>
            <numerusform>%Ln images whose regions have changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) still in the index that left the project</source>
        <translation>
            <numerusform>%Ln image still in the index that left the project</numerusform>
            <numerusform>%Ln images still in the index that left the project</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) whose file is gone</source>
        <translation>
            <numerusform>%Ln image whose file is gone</numerusform>
            <numerusform>%Ln images whose file is gone</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Index: %Ln region(s), %1</source>
        <translation>
            <numerusform>Index: %Ln region, %1</numerusform>
            <numerusform>Index: %Ln regions, %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::JobsController</name>
    <message numerus="yes">
        <source> · and %n more</source>
        <translation>
            <numerusform> · and %n more</numerusform>
            <numerusform> · and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::JobsPanel</name>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n running</numerusform>
            <numerusform>%n running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::LabellingController</name>
    <message numerus="yes">
        <source>Label %n result(s)</source>
        <translation>
            <numerusform>Label %n result</numerusform>
            <numerusform>Label %n results</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n region(s) labelled. Ctrl+Z takes it back.</source>
        <translation>
            <numerusform>%n region labelled. Ctrl+Z takes it back.</numerusform>
            <numerusform>%n regions labelled. Ctrl+Z takes it back.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::MainWindow</name>
    <message numerus="yes">
        <source>%n job(s) still running. They can go on without the window.</source>
        <translation>
            <numerusform>%n job still running. They can go on without the window.</numerusform>
            <numerusform>%n jobs still running. They can go on without the window.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of your steps are not in the project: the server is gone, or they wait for you to decide. Close and lose them?</source>
        <translation>
            <numerusform>%n of your steps is not in the project: the server is gone, or it waits for you to decide. Close and lose it?</numerusform>
            <numerusform>%n of your steps are not in the project: the server is gone, or they wait for you to decide. Close and lose them?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step(s) wait for you to decide: Edit, Decide conflicts.</source>
        <translation>
            <numerusform>%n step waits for you to decide: Edit, Decide conflicts.</numerusform>
            <numerusform>%n steps wait for you to decide: Edit, Decide conflicts.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::OthersController</name>
    <message numerus="yes">
        <source>%n changes by %1</source>
        <translation>
            <numerusform>%n change by %1</numerusform>
            <numerusform>%n changes by %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::RecipeForm</name>
    <message numerus="yes">
        <source>%1  ·  %n changed</source>
        <translation>
            <numerusform>%1  ·  %n changed</numerusform>
            <numerusform>%1  ·  %n changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n to correct</source>
        <translation>
            <numerusform>%n to correct</numerusform>
            <numerusform>%n to correct</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::RegionDocument</name>
    <message numerus="yes">
        <source>delete %n region(s)</source>
        <translation>
            <numerusform>delete %n region</numerusform>
            <numerusform>delete %n regions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::ReportDialog</name>
    <message numerus="yes">
        <source>%Ln thing(s) left out, mended or doubtful</source>
        <translation>
            <numerusform>%Ln thing left out, mended or doubtful</numerusform>
            <numerusform>%Ln things left out, mended or doubtful</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::RunCharts</name>
    <message numerus="yes">
        <source>
%n line(s) could not be read</source>
        <translation>
            <numerusform>
%n line could not be read</numerusform>
            <numerusform>
%n lines could not be read</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::SharedProjectDialog</name>
    <message numerus="yes">
        <source>Connected: PostgreSQL %1, %n project(s).</source>
        <translation>
            <numerusform>Connected: PostgreSQL %1, %n project.</numerusform>
            <numerusform>Connected: PostgreSQL %1, %n projects.</numerusform>
        </translation>
    </message>
</context>
</TS>
